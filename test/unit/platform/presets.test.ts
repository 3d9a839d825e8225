import { describe, expect, it } from 'vitest'
import { deploymentOf } from '../../../src/runtime/server/platform/presets'

describe('what a preset says', () => {
  it.each(['node-server', 'node-listener', 'bun', 'deno-server', 'nitro-dev', 'heroku', undefined])('%s is one process that goes on', (preset) => {
    expect(deploymentOf(preset)).toEqual({ hasManyProcesses: false, continuesAfterResponse: true, hasLateEnvironment: false, damagesCompressed: false, keepsConnections: true })
  })

  it.each(['node-cluster', 'vercel', 'vercel-edge', 'netlify', 'netlify-edge', 'cloudflare-module', 'cloudflare-pages', 'deno-deploy', 'aws-lambda', 'aws-amplify', 'azure-functions', 'firebase'])('%s is several processes', (preset) => {
    expect(deploymentOf(preset).hasManyProcesses).toBe(true)
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
