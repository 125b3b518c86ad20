# The page is the same on every platform, so it is built once, on the builder's own; only the server differs.
# To pin the base images, pass each with a digest: see the README.
ARG BUILD_IMAGE=rust:1.95-bookworm
ARG RUNTIME_IMAGE=debian:bookworm-slim

FROM --platform=$BUILDPLATFORM ${BUILD_IMAGE} AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nodejs npm \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
# Where the page will be, for the card of its links: see the README.
ARG SITE_URL
COPY . .
# The tools take longest to build, and stay in the cache of the builder.
RUN --mount=type=cache,target=/root/.cache/event-sourcing-lab,sharing=locked \
    --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    cargo xtask build

FROM ${RUNTIME_IMAGE}
LABEL org.opencontainers.image.title="Event Sourcing Lab" \
      org.opencontainers.image.description="Learn and show event sourcing: a static page, everything runs in the browser." \
      org.opencontainers.image.licenses="MIT"
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nginx libnginx-mod-http-brotli-static \
    && rm -rf /var/lib/apt/lists/*
COPY nginx.conf /srv/lab/nginx.conf
COPY --from=build /build/target/nginx/csp.conf /srv/lab/csp.conf
COPY --from=build /build/dist /srv/lab/html
# www-data, by number, so that Kubernetes can see that it is not root.
USER 33:33
EXPOSE 8080
STOPSIGNAL SIGQUIT
# bash is part of every Debian image; curl is not.
HEALTHCHECK --interval=30s --timeout=3s --start-period=2s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && grep -qx ok <&3"]
# nginx fails to start if it is configured to listen on IPv6 and the kernel does not support it.
CMD ["sh", "-c", "test ! -e /proc/net/if_inet6 || echo 'listen [::]:8080;' > /tmp/listen-ipv6.conf; exec nginx -e stderr -p /srv/lab -c /srv/lab/nginx.conf"]
