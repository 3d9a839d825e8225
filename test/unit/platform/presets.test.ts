import { describe, expect, it } from 'vitest'
import { deploymentOf } from '../../../src/runtime/server/platform/presets'

/** Presets of servers that go on after an answer. A shop may run several of them, which the preset does not show. */
const LASTING = [
  'alwaysdata', 'base-worker', 'bun', 'cleavr', 'cli', 'deno-server', 'deno-server-legacy', 'digital-ocean', 'flight-control', 'heroku', 'iis-handler', 'iis-node',
  'koyeb', 'nitro-prerender', 'node-listener', 'node-server', 'platform-sh', 'render-com', 'service-worker', 'zeabur', 'zerops',
]

describe('what a preset says', () => {
  it('is known of each that Nitro has', async () => {
    const { default: presets } = await import(new URL('../../../node_modules/nitropack/dist/presets/_all.gen.mjs', import.meta.url).href) as { default: { _meta: { name: string, static?: boolean, dev?: boolean } }[] }
    const names = new Set(presets.filter(({ _meta }) => !_meta.static && !_meta.dev).map(({ _meta }) => _meta.name))
    expect([...names].filter(name => !deploymentOf(name).hasManyProcesses).sort()).toEqual(LASTING)
  })

  it('is known of those that only Nitro 3 has', () => {
    expect(deploymentOf('edgeone-pages')).toMatchObject({ hasManyProcesses: true, continuesAfterResponse: false })
    expect(deploymentOf('zephyr')).toEqual(deploymentOf('cloudflare-module'))
  })

  it.each(['node-server', 'node-listener', 'bun', 'deno-server', 'nitro-dev', 'heroku', undefined])('%s is one process that goes on', (preset) => {
    expect(deploymentOf(preset)).toEqual({ isFunction: false, hasManyProcesses: false, continuesAfterResponse: true, hasLateEnvironment: false, damagesCompressed: false, keepsConnections: true })
  })

  it.each(['node-cluster', 'vercel', 'vercel-edge', 'netlify', 'netlify-edge', 'cloudflare-module', 'cloudflare-pages', 'deno-deploy', 'aws-lambda', 'aws-amplify', 'azure-functions', 'firebase'])('%s is several processes', (preset) => {
    expect(deploymentOf(preset).hasManyProcesses).toBe(true)
  })

  it('several processes are no function where they are servers', () => {
    expect(deploymentOf('node-cluster')).toMatchObject({ hasManyProcesses: true, isFunction: false })
    expect(deploymentOf('cloudflare-module')).toMatchObject({ hasManyProcesses: true, isFunction: true })
  })

  it.each(['aws-lambda', 'aws-amplify', 'azure-swa', 'firebase', 'netlify-legacy'])('%s is stopped with its answer', (preset) => {
    expect(deploymentOf(preset).continuesAfterResponse).toBe(false)
  })

  it.each([['aws-lambda', true], ['stormkit', true], ['aws-amplify', false], ['netlify', false], ['vercel', false]])('%s takes bodies of textual types for text: %s', (preset, isDamaged) => {
    expect(deploymentOf(preset).damagesCompressed).toBe(isDamaged)
  })

  it.each([['cloudflare-module', false], ['vercel-edge', false], ['netlify-edge', false], ['vercel', true], ['aws-lambda', true]])('%s keeps connections between requests: %s', (preset, isKept) => {
    expect(deploymentOf(preset).keepsConnections).toBe(isKept)
  })

  it.each(['vercel', 'netlify', 'cloudflare-module'])('%s waits for work that it is given', (preset) => {
    expect(deploymentOf(preset).continuesAfterResponse).toBe(true)
  })
})
