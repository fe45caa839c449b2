//! The few drawings pages use, as inline SVG. Each takes the colour of the text
//! around it; verdicts differ by shape, not only by colour.

macro_rules! svg {
    ($body:literal) => {
        concat!(
            r#"<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" "#,
            r#"stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">"#,
            $body,
            "</svg>"
        )
    };
}

/// The drawing for a verdict's word; the empty word is a step that is only read.
#[must_use]
pub fn verdict(word: &str) -> &'static str {
    match word {
        "passed" => svg!(
            r#"<circle cx="8" cy="8" r="7" fill="currentColor" stroke="none"/><path class="cut" d="M4.8 8.3 7.1 10.6 11.3 5.7"/>"#
        ),
        "not-yet" => svg!(
            r#"<circle cx="8" cy="8" r="6.2"/><path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor" stroke="none"/>"#
        ),
        "wrong" => svg!(
            r#"<rect x="1.4" y="1.4" width="13.2" height="13.2" rx="3" fill="currentColor" stroke="none"/><path class="cut" d="m5.2 5.2 5.6 5.6m0-5.6-5.6 5.6"/>"#
        ),
        "cannot-tell" => svg!(
            r#"<path d="M8 1.2 14.8 8 8 14.8 1.2 8z"/><path d="M6.6 6.6a1.5 1.5 0 1 1 2.2 1.3c-.5.3-.8.6-.8 1.1m0 1.6v.1"/>"#
        ),
        "" => svg!(r#"<path d="M2.5 4.2h11M2.5 8h11M2.5 11.8h7"/>"#),
        _ => svg!(r#"<circle cx="8" cy="8" r="6.2"/>"#),
    }
}

/// Any other drawing.
#[must_use]
pub fn of(name: &str) -> &'static str {
    match name {
        "run" => svg!(r#"<path d="M4.5 2.8v10.4L13 8z" fill="currentColor"/>"#),
        "stop" => svg!(r#"<rect x="3.5" y="3.5" width="9" height="9" rx="1" fill="currentColor"/>"#),
        "copy" => svg!(
            r#"<rect x="5.5" y="5.5" width="8" height="8.5" rx="1.5"/><path d="M3.2 10.5h-.2a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1h6.5a1 1 0 0 1 1 1v.2"/>"#
        ),
        "theme" => {
            svg!(r#"<circle cx="8" cy="8" r="6"/><path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" stroke="none"/>"#)
        }
        "chevron" => svg!(r#"<path d="m5.5 3.5 4.5 4.5-4.5 4.5"/>"#),
        "file" => {
            svg!(r#"<path d="M9 1.8H4.2a1 1 0 0 0-1 1v10.4a1 1 0 0 0 1 1h7.6a1 1 0 0 0 1-1V5.6zM9 1.8v3.8h3.8"/>"#)
        }
        "eye" => svg!(
            r#"<path d="M1.2 8S3.7 3.4 8 3.4 14.8 8 14.8 8 12.3 12.6 8 12.6 1.2 8 1.2 8z"/><circle cx="8" cy="8" r="2"/>"#
        ),
        "steps" => svg!(r#"<path d="M6 3.5h8M6 8h8m-8 4.5h8M2.2 3.5h.1M2.2 8h.1m-.1 4.5h.1"/>"#),
        "terminal" => {
            svg!(r#"<rect x="1.5" y="2.5" width="13" height="11" rx="1.5"/><path d="m4.3 6 2.2 2-2.2 2m4 .2h3.2"/>"#)
        }
        "sandbox" => svg!(r#"<path d="M8 1.6 14 4.8v6.4L8 14.4 2 11.2V4.8zM2 4.8 8 8l6-3.2M8 8v6.4"/>"#),
        "pages" => {
            svg!(r#"<rect x="1.5" y="2.5" width="13" height="11" rx="1.5"/><path d="M1.5 6h13M4 4.3h.1m1.9 0h.1"/>"#)
        }
        "picture" => svg!(
            r#"<circle cx="3.6" cy="8" r="2"/><rect x="9.8" y="2" width="4.4" height="4.4" rx="1"/><rect x="9.8" y="9.6" width="4.4" height="4.4" rx="1"/><path d="M5.6 8c2.4 0 1.8-3.8 4.2-3.8M5.6 8c2.4 0 1.8 3.8 4.2 3.8"/>"#
        ),
        "going" => svg!(r#"<circle cx="8" cy="8" r="6.2" stroke-dasharray="2.6 2.3"/><path d="M5.3 8h5.4"/>"#),
        "disk" => svg!(
            r#"<ellipse cx="8" cy="3.8" rx="5.4" ry="2.2"/><path d="M2.6 3.8v8.4c0 1.2 2.4 2.2 5.4 2.2s5.4-1 5.4-2.2V3.8M2.6 8c0 1.2 2.4 2.2 5.4 2.2s5.4-1 5.4-2.2"/>"#
        ),
        "note" => svg!(r#"<circle cx="8" cy="8" r="6.2"/><path d="M8 7.4v3.4M8 5v.1"/>"#),
        "warn" => svg!(r#"<path d="M8 1.8 15 14H1z"/><path d="M8 6.4v3.4m0 2.1v.1"/>"#),
        "check" => svg!(r#"<path d="M13.4 8A5.4 5.4 0 1 1 11.6 4M13.6 1.6V4.6h-3"/>"#),
        "arrow" => svg!(r#"<path d="M2.5 8h11m-4.2-4.2L13.5 8l-4.2 4.2"/>"#),
        "hand" => svg!(
            r#"<path d="M5.2 8.6V3.4a1 1 0 0 1 2 0V7m0-.4V2.4a1 1 0 0 1 2 0V7m0-.2V3.4a1 1 0 0 1 2 0v5.8a4.6 4.6 0 0 1-4.6 4.9c-2 0-3-.9-3.9-2.4L1.6 9.2c-.6-1 .7-1.9 1.5-1l1.3 1.4"/>"#
        ),
        "mark" => {
            r#"<svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M12 1.6 21 6.8v10.4L12 22.4 3 17.2V6.8z" fill="currentColor"/><path class="cut" d="m7.6 12.3 3 3 5.8-6.4" fill="none" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/></svg>"#
        }
        _ => "",
    }
}
