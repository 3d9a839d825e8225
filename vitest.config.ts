import { defineConfig } from 'vitest/config'
import { ensureTypes } from './scripts/lib/types.ts'
import { LongestFirst } from './test/setup/longest-first.ts'
import { nuxtInUnitTests } from './test/unit/app/nuxt/plugin.ts'

// Vite reads tsconfig.json for every TypeScript file, and that one extends what Nuxt generates.
await ensureTypes()

// What a test waits for by `expect.poll` takes as long as the machine needs: vitest's second is not enough where two cores have
// a server, a browser and the tests to run.
const patient = { expect: { poll: { timeout: 15_000 } } }
/** Shorter than a unit test may take, so that the assertion's own message is shown. */
const quick = { expect: { poll: { timeout: 8000 } } }

/** @param groupOrder projects of one group run side by side, the groups one after the other. */
function threeAtATime(groupOrder: number) {
  return { maxWorkers: 3, sequence: { groupOrder } }
}

/**
 * Tests of built apps, with browsers and without, wait most of their time for tokens to expire and for clocks, which are
 * seconds: three of their files at a time keep two cores busy.
 */
const builtApps = threeAtATime(3)

/**
 * Rounds of chaos and tests of a Redis that is away wait most of their time, and what is measured in them has a margin of half a
 * second and more. Three files of both at a time leave a third of two cores idle.
 */
const mostlyWaiting = threeAtATime(2)

// Every suite is a project of its own, and prepares by `globalSetup` what it needs: `npx vitest run --project e2e` runs one of
// them, `npm test` the usual ones. Projects without parallel files come after the others, one file after the other.
export default defineConfig({
  test: {
    // A committed `.only` would silently hide every other test.
    allowOnly: false,
    reporters: ['default', './test/setup/tally-reporter.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        plugins: [nuxtInUnitTests()],
        test: {
          ...quick,
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          exclude: ['**/*.redis.test.ts'],
          environment: 'node',
          // Their imports are resolved by the plugin.
          server: { deps: { inline: [/\/nuxt\/dist\/app\//] } },
          testTimeout: 10_000,
          // By default vitest leaves one core free, which of two is half; and many tests wait.
          maxWorkers: 2,
        },
      },
      {
        test: {
          ...quick,
          name: 'redis',
          include: ['test/unit/**/*.redis.test.ts'],
          environment: 'node',
          globalSetup: ['test/setup/redis.setup.ts'],
          ...mostlyWaiting,
          testTimeout: 10_000,
        },
      },
      {
        test: {
          ...patient,
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/contract/harness/build.ts'],
          // The apps measure their memory and wait for clients: files that compete for two cores would make them flicker.
          fileParallelism: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'types',
          include: [],
          globalSetup: ['test/setup/types.setup.ts'],
          typecheck: {
            enabled: true,
            only: true,
            checker: 'vue-tsc',
            include: ['test/types/**/*.test-d.ts'],
            tsconfig: './tsconfig.json',
            spawnTimeout: 60_000,
            // Errors outside of the type tests are what `npm run typecheck` is for.
            ignoreSourceErrors: true,
          },
        },
      },
      {
        test: {
          ...patient,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/setup/redis.setup.ts', 'test/setup/apps.setup.ts'],
          ...builtApps,
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          ...patient,
          name: 'builds',
          include: ['test/builds/**/*.test.ts'],
          environment: 'node',
          // Most of their time is that of builds, each of which uses one core. After the unit tests, which measure time.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 360_000,
        },
      },
      {
        test: {
          ...patient,
          name: 'spring',
          include: ['test/spring/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/setup/spring.setup.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          ...patient,
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          exclude: ['test/chaos/soak.test.ts'],
          environment: 'node',
          globalSetup: ['test/setup/redis.setup.ts', 'test/setup/apps.setup.ts'],
          ...mostlyWaiting,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          ...patient,
          name: 'soak',
          include: ['test/chaos/soak.test.ts'],
          environment: 'node',
          globalSetup: ['test/setup/apps.setup.ts'],
          fileParallelism: false,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          ...patient,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/setup/chromium.setup.ts', 'test/setup/apps.setup.ts'],
          ...builtApps,
          testTimeout: 90_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          ...patient,
          name: 'firefox',
          include: ['test/firefox/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/setup/firefox.setup.ts', 'test/setup/apps.setup.ts'],
          ...builtApps,
          testTimeout: 90_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          ...patient,
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/package/setup.ts'],
          // Shops are installed and built in folders of their own, and little of it is measured by the clock.
          maxWorkers: 2,
          testTimeout: 10 * 60_000,
          hookTimeout: 15 * 60_000,
        },
      },
      {
        test: {
          ...patient,
          name: 'containers',
          include: ['test/containers/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/containers/setup.ts'],
          testTimeout: 3 * 60_000,
          hookTimeout: 10 * 60_000,
        },
      },
      {
        test: {
          name: 'first-commands',
          include: ['test/first-commands/**/*.test.ts'],
          environment: 'node',
          // Each file has a clone of its own.
          maxWorkers: 2,
          testTimeout: 10 * 60_000,
          hookTimeout: 10 * 60_000,
        },
      },
    ],
  },
})
