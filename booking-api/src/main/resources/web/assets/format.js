// Money, dates and times in words.

// The pages are in English: of the reader's settings its variants count.
const LANGUAGE = navigator.language.startsWith('en') ? navigator.language : 'en';

const formats = new Map();

// Decimals by ISO 4217, as the rest of Marquee has them. Browsers know others: of what people pay with by hand, so that
// the forint has none there. A currency that is not named here has two.
const DECIMALS = {
  0: 'ADP BEF BIF BYB BYR CLP DJF ESP GNF GRD ISK ITL JPY KMF KRW LUF MGF PTE PYG ROL RWF TPE TRL UGX UYI VND VUV XAF '
    + 'XAG XAU XBA XBB XBC XBD XDR XFO XFU XOF XPD XPF XPT XSU XTS XUA XXX',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const decimals = new Map(Object.entries(DECIMALS).flatMap(([digits, codes]) => codes.split(' ').map((code) => [code, Number(digits)])));

const digitsOf = (currency) => decimals.get(currency) ?? 2;

function moneyFormat(currency) {
  if (!formats.has(currency)) {
    const digits = digitsOf(currency);
    formats.set(currency, new Intl.NumberFormat(LANGUAGE, {
      style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits,
    }));
  }
  return formats.get(currency);
}

/** Minor units as an amount of whole ones. */
export const major = (minor, currency) => minor / 10 ** digitsOf(currency);

/** Minor units as an amount in words, with the decimals that the currency has. */
export const money = (minor, currency) => moneyFormat(currency).format(major(minor, currency));

export const count = (number) => new Intl.NumberFormat(LANGUAGE).format(number);

/** A calendar date (2026-11-21) in words; it has no time zone, so none may move it. */
export function longDate(date) {
  return new Intl.DateTimeFormat(LANGUAGE, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
    .format(new Date(`${date}T00:00:00Z`));
}

export function shortDate(date) {
  const parts = (options) => new Intl.DateTimeFormat(LANGUAGE, { ...options, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
  return { weekday: parts({ weekday: 'short' }), day: parts({ day: 'numeric' }), month: parts({ month: 'short' }) };
}

/** Time of day in the theater's zone. */
export function timeIn(instant, zone) {
  return new Intl.DateTimeFormat(LANGUAGE, { hour: 'numeric', minute: '2-digit', timeZone: zone }).format(new Date(instant));
}

export function dateIn(instant, zone) {
  return new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: zone }).format(new Date(instant));
}

export function dateTimeIn(instant, zone) {
  return new Intl.DateTimeFormat(LANGUAGE, { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit', timeZone: zone })
    .format(new Date(instant));
}

export function addDays(date, days) {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/** Milliseconds as 7:05. */
export function countdown(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export const today = () => dateIn(Date.now());

/** 138 minutes as 2 h 18 min. */
export const runtime = (minutes) => `${minutes >= 60 ? `${Math.floor(minutes / 60)} h ` : ''}${minutes % 60} min`;

/** An amount in few characters, such as $1.2M, for axes. */
export const shortMoney = (amount, currency) =>
  new Intl.NumberFormat(LANGUAGE, { style: 'currency', currency, notation: 'compact', maximumFractionDigits: 1 }).format(amount);

/** A month (2026-11) in words. */
export const monthName = (month) =>
  new Intl.DateTimeFormat(LANGUAGE, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month.slice(0, 7)}-01T00:00:00Z`));

/** Months from that of one date to that of another: September to November 2026. */
export function monthSpan(from, to) {
  const first = from.slice(0, 4) === to.slice(0, 4)
    ? new Intl.DateTimeFormat(LANGUAGE, { month: 'long', timeZone: 'UTC' }).format(new Date(`${from}T00:00:00Z`)) : monthName(from);
  return from.slice(0, 7) === to.slice(0, 7) ? monthName(to) : `${first} to ${monthName(to)}`;
}

/** The last day of the month of a date. */
export const monthEnd = (date) => new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).toISOString().slice(0, 10);

/** A moment on the reader's own clock, to the second. */
export const momentOf = (instant) =>
  new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(instant));

/** How much more, as +12.5%; nothing where there was nothing before. */
export const change = (now, before) => (before > 0
  ? new Intl.NumberFormat(LANGUAGE, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format((now - before) / before)
  : '');
