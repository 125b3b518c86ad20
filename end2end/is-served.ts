import { address } from "./browser";

/** Says at once, and not in every test, that there is no page. */
export default async function isServed() {
  const answer = await fetch(address).catch(() => undefined);
  if (!answer?.ok) {
    throw new Error(`No page at ${address}. Start \`cargo xtask serve\`, or set BASE_URL; \`cargo xtask test\` does both.`);
  }
}
