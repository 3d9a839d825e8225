import type { Tally } from '../lib/tally.ts'

/** A check: its name in the output, and a function that throws when it fails. */
export interface Check<Context> {
  name: string
  run: (context: Context) => Promise<void> | void
}

/** Runs the checks in their order and prints a line for each. One that fails does not keep the others from running. */
export async function runChecks<Context>(title: string, checks: readonly Check<Context>[], context: Context): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 }
  for (const check of checks) {
    try {
      await check.run(context)
      tally.passed++
      console.log(`  ✓ ${title}: ${check.name}`)
    }
    catch (error) {
      tally.failed++
      console.log(`  ✗ ${title}: ${check.name}\n    ${describe(error)}`)
    }
  }
  return tally
}

function describe(error: unknown): string {
  const text = error instanceof Error ? `${error.message}${error.cause ? `\n${String(error.cause)}` : ''}` : String(error)
  return text.replaceAll('\n', '\n    ')
}
