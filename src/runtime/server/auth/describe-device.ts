import type { Device } from '../session/session'

/**
 * Names by the first expression that fits: browsers carry the names of those that they descend from. The words of a
 * `User-Agent` never get into a name, so that nothing of it has to be made harmless. Lists of this kind in libraries
 * (`bowser`, `ua-parser-js`) know hundreds of devices and versions, which browsers no longer send.
 */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bOP(?:[RTX]|iOS)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bDuckDuckGo\//, 'DuckDuckGo'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bYaBrowser\//, 'Yandex'],
  [/\b(?:Firefox|FxiOS|Focus)\//, 'Firefox'],
  [/\b(?:Chrome|Chromium|CriOS)\//, 'Chrome'],
  [/\bVersion\/[\d.]+ .*\bSafari\//, 'Safari'],
]

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPad\b/, 'iPad'],
  [/\b(?:iPhone|iPod)\b/, 'iPhone'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac(?:intosh| OS X)\b/, 'macOS'],
  [/\b(?:Linux|X11)\b/, 'Linux'],
]

/** More than a browser sends; bounds the work on what a client makes up. */
const MAX_LENGTH = 500

/**
 * What a customer can recognise one of their devices by.
 *
 * @param userAgent the header of the sign-in. It is what the client says of itself, so it proves nothing.
 * @returns `undefined` when neither browser nor system is known.
 */
export function describeDevice(userAgent: string | undefined): Device | undefined {
  const text = userAgent?.slice(0, MAX_LENGTH) ?? ''
  const [browser, system] = [BROWSERS, SYSTEMS].map(names => names.find(([pattern]) => pattern.test(text))?.[1])
  return browser === undefined && system === undefined ? undefined : { ...(browser === undefined ? {} : { browser }), ...(system === undefined ? {} : { system }) }
}

/** A device in English, such as `Firefox on Windows`. */
export function deviceLabel({ browser, system }: Device): string {
  return [browser, system].filter(name => name !== undefined).join(' on ')
}
