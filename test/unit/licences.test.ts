import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface LockedPackage {
  license?: string
  dev?: boolean
  peer?: boolean
  devOptional?: boolean
  link?: boolean
}

const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as { packages: Record<string, LockedPackage> }
const all = Object.entries(lock.packages).filter(([path, { link }]) => path !== '' && !link)
const licensesOf = (packages: typeof all) => new Set(packages.map(([path, { license }]) => license ?? `none: ${path}`))

/** Ask for a notice at most. */
const PERMISSIVE = ['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'CC0-1.0', 'Python-2.0', 'MIT OR Apache-2.0', '(MIT OR CC0-1.0)', '(MIT AND Zlib)', '(BSD-3-Clause OR GPL-2.0)']

/** Wants changes to its own files published, and nothing else (section 3.3 lets larger works have terms of their own). */
const PER_FILE = ['MPL-2.0']

/** Data and tools that are used while this package is tested, and that nobody gets with it. */
const FOR_TESTS_ONLY = ['CC-BY-3.0', 'CC-BY-4.0', 'LGPL-3.0-only']

describe('the licences of dependencies', () => {
  it('are known, of every package', () => {
    expect(all.length).toBeGreaterThan(500)
    expect(all.filter(([, { license }]) => license === undefined).map(([path]) => path)).toEqual([])
  })

  it('let a shop be sold under any terms, of everything that it installs with this package', () => {
    const installed = all.filter(([, { dev, peer, devOptional }]) => !dev && !peer && !devOptional)
    expect(installed.map(([path]) => path)).toContain('node_modules/@vue-storefront/sdk')
    expect([...licensesOf(installed)].filter(license => ![...PERMISSIVE, ...PER_FILE].includes(license))).toEqual([])
  })

  it('are among those that were looked at, of what is used to build and test', () => {
    expect([...licensesOf(all)].filter(license => ![...PERMISSIVE, ...PER_FILE, ...FOR_TESTS_ONLY].includes(license))).toEqual([])
  })
})
