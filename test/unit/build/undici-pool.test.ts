import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as esbuild from 'esbuild'
import * as undici from 'undici'
import { expect, it, vi } from 'vitest'
import { POOL_FILES, bundlePool, hasPoolFiles } from '../../../src/build/undici-pool'
import * as pool from '../../../src/runtime/server/upstream/node/undici-pool'

it('what the server imports in place of undici is the same', () => {
  expect(Object.keys(pool).sort()).toEqual(['Pool', 'errors'])
  expect(pool.Pool).toBe(undici.Pool)
  expect(pool.errors).toBe(undici.errors)
})

it('is only imported where the installed undici has it', () => {
  expect(hasPoolFiles(createRequire(import.meta.url).resolve)).toBe(true)
  expect(hasPoolFiles((name) => {
    throw new Error(`Cannot find module '${name}'`)
  })).toBe(false)
  const source = readFileSync(new URL('../../../src/runtime/server/upstream/node/undici-pool.ts', import.meta.url), 'utf8')
  expect([...source.matchAll(/from '(undici\/.+)'/g)].map(([, file]) => file)).toEqual([...POOL_FILES])
})

it('becomes one file that sends requests without the rest of undici, and loads it with the first pool', async () => {
  const code = await bundlePool(esbuild, fileURLToPath(new URL('../../../src/runtime/server/upstream/node', import.meta.url)))
  expect(code.length).toBeLessThan(350_000)
  expect(code).not.toContain('multipart/form-data')
  const folder = mkdtempSync(join(tmpdir(), 'sapcc-pool-'))
  const server = createServer((request, response) => {
    request.pipe(response)
  }).listen(0, '127.0.0.1')
  // undici makes its channels when it is loaded.
  const channel = vi.spyOn(createRequire(import.meta.url)('node:diagnostics_channel') as typeof import('node:diagnostics_channel'), 'channel')
  try {
    await new Promise(resolve => server.once('listening', resolve))
    const file = join(folder, 'pool.mjs')
    writeFileSync(file, code)
    const { Pool, errors } = await import(/* @vite-ignore */ pathToFileURL(file).href) as typeof undici
    expect(new errors.RequestAbortedError().code).toBe(new undici.errors.RequestAbortedError().code)
    expect(channel).not.toHaveBeenCalledWith('undici:client:connected')
    const own = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    expect(channel).toHaveBeenCalledWith('undici:client:connected')
    const send = (body: unknown) => new Promise<string>((resolve, reject) => {
      let received = ''
      own.dispatch({ method: 'POST', path: '/', body: body as string }, {
        onRequestStart: () => {},
        onResponseData: (_controller, chunk) => void (received += chunk.toString()),
        onResponseEnd: () => resolve(received),
        onResponseError: (_controller, error) => reject(error),
      })
    })
    expect(await send('a body')).toBe('a body')
    await own.close()
  }
  finally {
    channel.mockRestore()
    server.close()
    rmSync(folder, { recursive: true })
  }
})
