use jiff::tz::{TimeZone, offset};

use crate::i18n::{date, decimal, duration, number, time_of_day};
use crate::lab::Lang;

#[test]
fn numbers_are_written_as_each_language_does() {
    assert_eq!(number(Lang::Pt, 1_234_567), "1.234.567");
    assert_eq!(number(Lang::Es, -1_234), "-1.234");
    assert_eq!(number(Lang::En, 1_234), "1,234");
    assert_eq!(number(Lang::En, -999), "-999");
    assert_eq!(number(Lang::Pt, i64::MIN), "-9.223.372.036.854.775.808");
    assert_eq!(decimal(Lang::Pt, 1234.56, 1), "1.234,6");
    assert_eq!(decimal(Lang::Es, 1234.5, 1), "1.234,5");
    assert_eq!(decimal(Lang::En, 1234.5, 1), "1,234.5");
    assert_eq!(decimal(Lang::En, 1234.5, 0), "1,234");
    assert_eq!(decimal(Lang::Pt, f64::NAN, 1), "NaN");
    assert_eq!(decimal(Lang::Pt, f64::NEG_INFINITY, 1), "-inf");
}

#[test]
fn durations_have_at_most_two_units() {
    let took = |ms| duration(Lang::Pt, ms);
    assert_eq!(took(1_290), "1,2 s");
    assert_eq!(duration(Lang::En, 1_290), "1.2 s");
    assert_eq!(took(9_999), "9,9 s");
    assert_eq!(took(45_999), "45 s");
    assert_eq!(took(200_000), "3 min 20 s");
    assert_eq!(took(180_000), "3 min");
    assert_eq!(took(7_500_000), "2 h 5 min");
    assert_eq!(took(274_000_000), "3 d 4 h");
    assert_eq!(took(-5), "0,0 s");
    assert_eq!(took(86_400_000 * 1234), "1.234 d");
    assert!(took(i64::MAX).ends_with(" h"));
}

#[test]
fn times_are_those_of_the_zone() {
    let brasilia = TimeZone::fixed(offset(-3));
    let late = 1_790_994_300_000; // 2026-10-03T02:25:00Z
    assert_eq!(time_of_day(late, &TimeZone::UTC), "02:25");
    assert_eq!(time_of_day(late, &brasilia), "23:25");
    assert_eq!(date(Lang::Pt, late, &brasilia), "2 de outubro de 2026");
    assert_eq!(date(Lang::Es, late, &TimeZone::UTC), "3 de octubre de 2026");
    assert_eq!(date(Lang::En, late, &TimeZone::UTC), "3 October 2026");
    assert_eq!(date(Lang::En, i64::MAX, &TimeZone::UTC), "30 December 9999");
}
