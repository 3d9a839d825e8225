import { computed, getCurrentInstance, nextTick, onNuxtReady, onServerPrefetch, useNuxtApp, watch } from '#imports'
import type { ComputedRef } from 'vue'
import { SapccError } from '../../sdk/errors'
import type { Currency, Language } from '../../sdk/occ/types'
import { sapLanguage } from '../../shared/sap-language'
import { useDataStore } from '../data/data-store'
import { chooseSite } from '../data/site-choice'
import { useSiteKnowledge } from '../data/site-knowledge'
import { useSapccData } from './use-sapcc-data'
import type { SapccData } from './use-sapcc-data'

/** Options of {@link useSapccSiteContext}. */
export interface SapccSiteContextOptions {
  /**
   * Whether SAP is asked which languages and currencies the store has: two reads, once for all components. Without them
   * `languages` and `currencies` are empty.
   *
   * @default true
   */
  lists?: boolean
}

/** Base site, language and currency of a page's calls. */
export interface SapccSiteContext {
  /** Id of the base site; `undefined` until it is known. The address decides it, or the hook `sapcc:site-context`. */
  baseSite: ComputedRef<string | undefined>
  /** SAP's code, e.g. `de`; `undefined` where the store's own default is used. */
  language: ComputedRef<string | undefined>
  /** SAP's code, e.g. `EUR`; `undefined` where the store's own default is used. */
  currency: ComputedRef<string | undefined>
  /**
   * The languages of the store, named in the current one (`name`) and in themselves (`nativeName`); with `@nuxtjs/i18n`
   * those that the app has a locale for.
   */
  languages: ComputedRef<(Language & { isocode: string })[]>
  /** The currencies of the store. */
  currencies: ComputedRef<(Currency & { isocode: string })[]>
  /** Whether the lists are being read. */
  pending: ComputedRef<boolean>
  /** Why they could not be read. */
  error: ComputedRef<SapccError | undefined>
  /**
   * Changes the language, in the browser: with `@nuxtjs/i18n` by its `setLocale`, which also goes to the page's address in
   * that language, otherwise by the cookie `vsf-locale`. `useSapccData` and `useSapccCart` read again, in all tabs.
   *
   * @param isocode SAP's code.
   * @throws SapccError `UnsupportedLanguageError` when the store does not have it, or the app has no locale for it.
   */
  setLanguage: (isocode: string) => Promise<void>
  /**
   * Changes the currency, in the browser, by the cookie `vsf-currency`. `useSapccData` and `useSapccCart` read again, in
   * all tabs.
   *
   * @param isocode SAP's code.
   * @throws SapccError `UnsupportedCurrencyError` when the store does not have it.
   */
  setCurrency: (isocode: string) => Promise<void>
}

/** The part of `@nuxtjs/i18n` that is used, where it is present. */
interface I18nApp {
  $i18n?: { locale?: { value?: unknown }, locales?: { value?: unknown }, setLocale?: (locale: string) => Promise<unknown> }
}

/** Seconds: a store keeps its languages and currencies while a page is open. */
const FOREVER = Number.POSITIVE_INFINITY

/**
 * In which base site, language and currency this page's calls are made, what the store has, and how a visitor changes
 * them.
 *
 * @example
 * const { language, languages, setLanguage } = await useSapccSiteContext()
 */
export function useSapccSiteContext({ lists = true }: SapccSiteContextOptions = {}): SapccSiteContext & Promise<SapccSiteContext> {
  const nuxtApp = useNuxtApp()
  const { $i18n } = nuxtApp as I18nApp
  const { site } = useDataStore()
  const { known, learn } = useSiteKnowledge()
  const languageList = useSapccData('getLanguages', {}, { immediate: lists, maxAge: FOREVER })
  const currencyList = useSapccData('getCurrencies', {}, { immediate: lists, maxAge: FOREVER })
  const localeMap = () => known.value?.facts.languages ?? {}
  /** The locales that the server converts to this language. */
  const localesFor = (isocode: string, locales: readonly string[]) => locales.filter(locale => sapLanguage(locale, localeMap()) === isocode)
  const languages = computed(() => withCode(languageList.data.value?.languages)
    .filter(({ isocode }) => !$i18n?.setLocale || localesFor(isocode, localesOf($i18n.locales?.value)).length > 0))
  const currencies = computed(() => withCode(currencyList.data.value?.currencies))

  const learning = import.meta.server || nuxtApp.isHydrating ? learn(site.value) : undefined
  if (import.meta.client) {
    watch(site, chosen => void learn(chosen))
    onNuxtReady(() => void learn(site.value))
  }
  // A plugin or a middleware awaits the result itself.
  else if (getCurrentInstance()) onServerPrefetch(() => learning)

  const shownLocale = () => typeof $i18n?.locale?.value === 'string' ? $i18n.locale.value : undefined
  /** A choice that the server has not heard of yet. Otherwise the server decides, because only it runs the hook `sapcc:site-context`. */
  const chosenLater = (what: 'language' | 'currency') => site.value[what] === known.value?.at[what] ? undefined : site.value[what]

  const language = computed(() => {
    const locale = shownLocale() ?? chosenLater('language')
    return firstOf(languages.value, [locale && sapLanguage(locale, localeMap()), known.value?.facts.language])
  })
  const currency = computed(() => firstOf(currencies.value, [chosenLater('currency'), known.value?.facts.currency]))

  async function choose(what: 'language' | 'currency', code: string): Promise<void> {
    await nuxtApp.runWithContext(() => chooseSite(what, code))
    await nextTick()
  }

  const result: SapccSiteContext = {
    baseSite: computed(() => known.value?.facts.baseSite),
    language,
    currency,
    languages,
    currencies,
    pending: computed(() => languageList.pending.value || currencyList.pending.value),
    error: computed(() => languageList.error.value ?? currencyList.error.value),
    async setLanguage(isocode) {
      assertBrowser()
      assertListed(languages.value, isocode, 'UnsupportedLanguageError')
      await learn(site.value)
      if ($i18n?.setLocale) return void await $i18n.setLocale(oneOf(localesFor(isocode, localesOf($i18n.locales?.value)), isocode, shownLocale()))
      await choose('language', oneOf(localesFor(isocode, [isocode, ...Object.keys(localeMap())]), isocode))
    },
    async setCurrency(isocode) {
      assertBrowser()
      assertListed(currencies.value, isocode, 'UnsupportedCurrencyError')
      await choose('currency', isocode)
    },
  }
  const ready = Promise.all([learning, ...lists ? [languageList, currencyList] as Promise<SapccData<unknown>>[] : []])
  return Object.assign(ready.then(() => result), result)
}

function withCode<Entry extends { isocode?: string, active?: boolean }>(entries: Entry[] = []): (Entry & { isocode: string })[] {
  return entries.filter((entry): entry is Entry & { isocode: string } => entry.isocode !== undefined && entry.active !== false)
}

/** The first code that the store has. Others are skipped, because a visitor can write any code into a cookie; the server does the same. */
function firstOf(list: readonly { isocode: string }[], codes: (string | undefined)[]): string | undefined {
  return codes.find(code => code !== undefined && (list.length === 0 || list.some(({ isocode }) => isocode === code)))
}

function assertBrowser(): void {
  if (import.meta.server) throw new Error('nuxt-sapcc: language and currency are changed in the browser, by an event handler; `sapcc:site-context` decides them on the server.')
}

function assertListed(list: readonly { isocode: string }[], code: string, type: string): void {
  if (list.length > 0 && !list.some(({ isocode }) => isocode === code)) throw new SapccError(`The store does not have ${code}.`, { status: 400, data: { type } })
}

function localesOf(locales: unknown): string[] {
  const codes = Array.isArray(locales) ? locales.map((locale: unknown) => typeof locale === 'object' && locale !== null ? (locale as { code?: unknown }).code : locale) : []
  return codes.filter(code => typeof code === 'string')
}

/**
 * @param fitting the locales that stand for this language.
 * @param current the current locale; it is kept if it is one of several that fit.
 */
function oneOf(fitting: readonly string[], isocode: string, current?: string): string {
  const found = fitting.find(locale => locale === current) ?? fitting[0]
  if (found === undefined) throw new SapccError(`No locale of this shop stands for the language ${isocode}.`, { status: 400, data: { type: 'UnsupportedLanguageError' } })
  return found
}
