//! Numbers, durations, times and dates as each language writes them. Fluent leaves them as they are.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Tr;
use crate::check::Arg;
use crate::lab::Lang;
use crate::progress::Millis;

const SECOND: Millis = 1000;
const MINUTE: Millis = 60 * SECOND;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;

/// A whole number: `1.234` in Portuguese and Spanish, `1,234` in English.
#[must_use]
pub fn number(lang: Lang, n: i64) -> String {
    grouped(lang, &n.to_string())
}

/// A number with a fraction of so many digits: `1.234,5`, `1,234.5`.
#[must_use]
pub fn decimal(lang: Lang, value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    match text.split_once('.') {
        Some((whole, fraction)) => format!("{}{}{fraction}", grouped(lang, whole), point(lang)),
        None => grouped(lang, &text),
    }
}

/// How long something took, with the units that everybody writes alike: `1,2 s`, `45 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
#[must_use]
pub fn duration(lang: Lang, ms: Millis) -> String {
    let ms = ms.max(0);
    let pair = |big: i64, big_unit: &str, small: i64, small_unit: &str| match small {
        0 => format!("{} {big_unit}", number(lang, big)),
        _ => format!("{} {big_unit} {small} {small_unit}", number(lang, big)),
    };
    if ms < 10 * SECOND {
        // Tenths, cut off: what has not taken ten seconds must not read so.
        return format!("{}{}{} s", ms / SECOND, point(lang), ms % SECOND / 100);
    }
    if ms < MINUTE {
        return format!("{} s", ms / SECOND);
    }
    if ms < HOUR {
        return pair(ms / MINUTE, "min", ms % MINUTE / SECOND, "s");
    }
    if ms < DAY {
        return pair(ms / HOUR, "h", ms % HOUR / MINUTE, "min");
    }
    pair(ms / DAY, "d", ms % DAY / HOUR, "h")
}

/// The time of day where `zone` is: `14:05`. The three languages write it alike.
#[must_use]
pub fn time_of_day(at: Millis, zone: &TimeZone) -> String {
    let time = zone.to_datetime(timestamp(at));
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// The same with seconds: `14:05:09`.
#[must_use]
pub fn clock(at: Millis, zone: &TimeZone) -> String {
    let time = zone.to_datetime(timestamp(at));
    format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
}

/// The day where `zone` is: `3 de outubro de 2026`, `3 October 2026`.
#[must_use]
pub fn date(lang: Lang, at: Millis, zone: &TimeZone) -> String {
    let day = zone.to_datetime(timestamp(at));
    let args = [
        ("day", Arg::Number(i64::from(day.day()))),
        ("month", Arg::Number(i64::from(day.month()))),
        ("year", Arg::Number(i64::from(day.year()))),
    ];
    Tr::new(lang).with("date", &args)
}

/// A moment to the second, by the world's clock: `3 October 2026, 14:05:09 UTC`.
#[must_use]
pub fn moment(lang: Lang, at: Millis) -> String {
    format!("{}, {} UTC", date(lang, at, &TimeZone::UTC), clock(at, &TimeZone::UTC))
}

/// Times beyond the calendar's ends are shown as its ends.
fn timestamp(at: Millis) -> Timestamp {
    Timestamp::from_millisecond(at).unwrap_or(if at < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

fn point(lang: Lang) -> char {
    match lang {
        Lang::Pt | Lang::Es => ',',
        Lang::En => '.',
    }
}

fn grouped(lang: Lang, whole: &str) -> String {
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        // Not a number, or infinite.
        return whole.to_owned();
    }
    let separator = match lang {
        Lang::Pt | Lang::Es => '.',
        Lang::En => ',',
    };
    let mut text = sign.to_owned();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}
