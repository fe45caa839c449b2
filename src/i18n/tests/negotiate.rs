use crate::i18n::negotiate;
use crate::lab::Lang;

#[track_caller]
fn asks(header: &str, expected: Lang) {
    assert_eq!(negotiate(Some(header)), expected, "{header:?}");
}

#[test]
fn any_variant_of_a_language_will_do() {
    for header in ["pt", "pt-BR", "pt-PT", "PT-br", "pt-AO", "pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7"] {
        asks(header, Lang::Pt);
    }
    for header in ["es", "es-419", "es-MX", "es-ES,es;q=0.9", "ca, es;q=0.5"] {
        asks(header, Lang::Es);
    }
    for header in ["en", "en-GB", "en-US,en;q=0.5"] {
        asks(header, Lang::En);
    }
}

#[test]
fn weights_decide_before_the_order() {
    asks("en;q=0.1, es;q=0.8, pt;q=0.5", Lang::Es);
    asks("en;q=0.1 , fr, pt ; q=0.5", Lang::Pt);
    asks("pt;q=0, es;q=0.1", Lang::Es);
    asks("es;q=0.5, pt;q=0.5", Lang::Es);
}

#[test]
fn none_that_fits_is_english() {
    assert_eq!(negotiate(None), Lang::En);
    for header in ["", "fr", "de-AT, zh-Hans;q=0.9", "*", "fr, *;q=0.5", "und", "pt;q=0"] {
        asks(header, Lang::En);
    }
}

#[test]
fn hostile_headers_do_no_harm() {
    let long = "es,".repeat(100_000);
    let odd = [
        "pt;q=NaN",
        "pt;q=",
        "pt;q=-1",
        "pt;q=2",
        "pt;q=1e999",
        ",,,;;;===",
        ";q=1",
        "\0",
        "p\u{0}t",
        "ção",
        "../pt",
        &long,
    ];
    for header in odd {
        asks(header, Lang::En);
    }
    asks("pt;q=inf, es;level=1;q=0.2", Lang::Es);
    asks("<script>, es", Lang::Es);
}
