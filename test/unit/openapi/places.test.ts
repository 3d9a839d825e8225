import type { Nuxt } from '@nuxt/schema'
import { describe, expect, it } from 'vitest'
import { documentPlaces } from '../../../src/build/operations/register'

/** A project on top of a layer. */
const nuxtOf = (project: unknown, layer: unknown) => ({
  options: {
    rootDir: '/project',
    _layers: [{ config: { rootDir: '/project', sapcc: { openapi: project } } }, { config: { rootDir: '/layer', sapcc: { openapi: layer } } }],
  },
}) as unknown as Nuxt

describe('where a document is looked for', () => {
  it('is the layer whose configuration names it; the project\'s own come first', () => {
    expect(documentPlaces(nuxtOf(['./a.yaml', 'https://host/b'], ['./c.yaml']), ['./c.yaml', './a.yaml', 'https://host/b'])).toEqual([
      { location: './a.yaml', folder: '/project' },
      { location: 'https://host/b', folder: '/project' },
      { location: './c.yaml', folder: '/layer' },
    ])
    expect(documentPlaces(nuxtOf(undefined, './c.yaml'), './c.yaml')).toEqual([{ location: './c.yaml', folder: '/layer' }])
  })

  it('is each layer that names a file in the same words: it is another file in each of them', () => {
    expect(documentPlaces(nuxtOf('./occ-api.yaml', ['./occ-api.yaml', 'https://host/b']), ['./occ-api.yaml', 'https://host/b', './occ-api.yaml'])).toEqual([
      { location: './occ-api.yaml', folder: '/project' },
      { location: './occ-api.yaml', folder: '/layer' },
      { location: 'https://host/b', folder: '/layer' },
    ])
  })

  it('is one for what is one file or address, however it is written', () => {
    expect(documentPlaces(nuxtOf(['./a.yaml', 'https://host/b'], ['../project/a.yaml', '/project/a.yaml', 'https://host/b']), ['../project/a.yaml', '/project/a.yaml', 'https://host/b', './a.yaml', 'https://host/b'])).toEqual([
      { location: 'https://host/b', folder: '/project' },
      { location: './a.yaml', folder: '/project' },
    ])
  })

  it.each<[string, unknown]>([
    ['the module\'s name', 'nuxt-sapcc'],
    ['a path of the module', '../src/module'],
    ['the module itself', () => {}],
  ])('is the layer that names it beside %s', (_, module) => {
    const nuxt = nuxtOf('./a.yaml', undefined)
    const [, layer] = nuxt.options._layers
    layer!.config.modules = ['nuxt-sapcc', ['@nuxt/image', { openapi: './a.yaml' }], [module, { openapi: ['./c.yaml'] }]] as NonNullable<typeof layer>['config']['modules']
    expect(documentPlaces(nuxt, ['./c.yaml', './a.yaml'])).toEqual([{ location: './a.yaml', folder: '/project' }, { location: './c.yaml', folder: '/layer' }])
  })

  it('is the project where no layer names it, as with what another module sets', () => {
    expect(documentPlaces(nuxtOf(undefined, undefined), './a.yaml')).toEqual([{ location: './a.yaml', folder: '/project' }])
    expect(documentPlaces(nuxtOf(undefined, undefined), undefined)).toEqual([])
  })

  it('is nowhere for what is no text', () => {
    expect(() => documentPlaces(nuxtOf(undefined, undefined), [7] as unknown as string[])).toThrow('has to be a file or a URL')
  })
})
