import { describe, expect, it } from 'vitest'
import { ONE_SUITE, useClone } from './commands.ts'

/** It leaves out the Node that the scripts run on. */
describe('after npm ci --ignore-scripts', () => {
  const clone = useClone('npm ci --ignore-scripts')

  it('a script works on a Node that can run it, and says what to do on another one', async () => {
    const works = await clone().run('node -p "Boolean(process.features.typescript)"')
    if (works.trim() === 'true') await clone().run(ONE_SUITE)
    else await expect(clone().run(ONE_SUITE)).rejects.toThrow(/Run `npm rebuild node --ignore-scripts=false`/)
  })

  it('a script works after what that advice says', async () => {
    await clone().run('npm rebuild node --ignore-scripts=false')
    await clone().run('npm run build')
  })
})
