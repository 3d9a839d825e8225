import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { watchFiles } from '../../../src/build/operations/watch-files'
import { temporaryFolder } from '../temporary-folder'

describe('watching the document', () => {
  let stop = (): void => {}
  afterEach(() => stop())

  const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

  it('reports a change once, also when the file is replaced, and no other change in its folder', async () => {
    const file = join(temporaryFolder(), 'occ-api.json')
    writeFileSync(file, '1')
    await pause(100)
    const onChange = vi.fn()
    stop = watchFiles([file], onChange)

    writeFileSync(`${file}.txt`, 'another')
    await pause(300)
    expect(onChange).not.toHaveBeenCalled()

    writeFileSync(file, '2')
    writeFileSync(file, '3')
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(1), 3000)

    writeFileSync(`${file}.new`, '4')
    renameSync(`${file}.new`, file)
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(2), 3000)
  })

  it('ends', async () => {
    const file = join(temporaryFolder(), 'occ-api.json')
    const onChange = vi.fn()
    watchFiles([file], onChange)()
    writeFileSync(file, '1')
    await pause(300)
    expect(onChange).not.toHaveBeenCalled()
  })
})
