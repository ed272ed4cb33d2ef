/*
 * Decimal text of the API as people read it. Nothing is computed from what is made here.
 */

const CENT = 10_000n

function microsOf(text: string): bigint {
  const [whole = '0', places = ''] = text.replace('-', '').split('.')
  const micros = BigInt(whole) * 1_000_000n + BigInt(places.padEnd(6, '0').slice(0, 6))
  return text.startsWith('-') ? -micros : micros
}

/** Returns dollars to the cent: `-1234.567` is `−$1,234.57`. With `isSigned` a gain has its sign. */
export function showDollars(text: string | null | undefined, isSigned = false): string {
  if (text == null) return '–'
  const micros = microsOf(text)
  const size = micros < 0n ? -micros : micros
  const cents = (size + CENT / 2n) / CENT
  const whole = (cents / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ',')
  const sign = micros < 0n && cents > 0n ? '−' : isSigned && cents > 0n ? '+' : ''
  return `${sign}$${whole}.${(cents % 100n).toString().padStart(2, '0')}`
}

/** Returns a price or a small amount in cents: `0.5650` is `56.5¢`. */
export function showCents(text: string | null | undefined, isSigned = false): string {
  if (text == null) return '–'
  const micros = microsOf(text)
  const size = micros < 0n ? -micros : micros
  const tenths = (size + 500n) / 1_000n
  const sign = micros < 0n && tenths > 0n ? '−' : isSigned && tenths > 0n ? '+' : ''
  return `${sign}${tenths / 10n}.${tenths % 10n}¢`
}

/** Returns a quantity without needless places: `20.00` is `20`. */
export function showQuantity(text: string | null | undefined): string {
  if (text == null) return '–'
  const [whole = '0', places = ''] = text.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const rest = places.slice(0, 2).replace(/0+$/, '')
  return rest === '' ? grouped : `${grouped}.${rest}`
}

/** Returns a chance in whole percent. */
export function showChance(chance: number | null | undefined): string {
  return chance == null ? '–' : `${Math.round(chance * 100)}%`
}

/** Returns an instant's time of day here. */
export function showTime(instant: string): string {
  return new Date(instant).toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  })
}

/** Returns how long ago an instant was, at an instant. */
export function showAge(instant: string | null, now: string): string {
  if (instant === null) return 'never'
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(instant)) / 1_000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} d`
}

/** Returns milliseconds as people say them. */
export function showMillis(text: string | null): string {
  if (text === null) return '–'
  const millis = Number(text)
  return millis < 10
    ? `${millis.toFixed(1)} ms`
    : millis < 10_000
      ? `${Math.round(millis)} ms`
      : `${Math.round(millis / 1_000)} s`
}

/** Returns the words of a name: `cross_platform_arb` is `cross platform arb`. */
export function showWords(name: string): string {
  return name.replaceAll(/[_-]/g, ' ')
}

/** Returns the color of an amount. */
export function toneOf(text: string | null | undefined): string {
  const micros = text == null ? 0n : microsOf(text)
  return micros > 0n ? 'text-gain' : micros < 0n ? 'text-loss' : ''
}

/** Returns a sentence with the middle of each venue's long number left out: nobody reads seventy digits. */
export function shortenIds(text: string): string {
  return text.replace(/\d{20,}/g, (digits) => `${digits.slice(0, 6)}…${digits.slice(-4)}`)
}
