//! Pictures: from SVG to PNG.

use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// An address at which the browser finds this SVG, until the page is left or the address is revoked.
pub fn picture_address(svg: &str) -> Option<String> {
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("image/svg+xml");
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&svg.into()), &kind).ok()?;
    web_sys::Url::create_object_url_with_blob(&blob).ok()
}

/// This SVG as a PNG of this width and height in pixels. `None` if the browser can't draw it.
pub async fn png_of(svg: &str, (width, height): (u32, u32)) -> Option<web_sys::Blob> {
    let address = picture_address(svg)?;
    let drawn = draw(&address, width, height).await;
    let _ = web_sys::Url::revoke_object_url(&address);
    let canvas = drawn.ok()?;
    let png = js_sys::Promise::new(&mut |resolve, _| {
        let done = Closure::once_into_js(move |blob: JsValue| {
            let _ = resolve.call1(&JsValue::NULL, &blob);
        });
        let _ = canvas.to_blob(done.unchecked_ref());
    });
    JsFuture::from(png).await.ok()?.dyn_into().ok()
}

async fn draw(address: &str, width: u32, height: u32) -> Result<web_sys::HtmlCanvasElement, JsValue> {
    let image = web_sys::HtmlImageElement::new()?;
    image.set_src(address);
    JsFuture::from(image.decode()).await?;
    let canvas: web_sys::HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: web_sys::CanvasRenderingContext2d = context.dyn_into()?;
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width.into(), height.into())?;
    Ok(canvas)
}
