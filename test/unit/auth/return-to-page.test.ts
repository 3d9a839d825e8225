import { describe, expect, it } from 'vitest'
import { returnToPage } from '../../../src/runtime/server/auth/return-to-page'

const paths = { apiPath: '/sapcc-routes', loginPage: '/login' }

describe('the page to return to', () => {
  it.each(['/', '/account', '/account?next=/login', '/account#/api/', '/login-help', '/loginx', '/apis', '/p/api/x', '/sapcc-routes-of-mine', '/login/help', '/de/xlogin'])('is %s', (path) => {
    expect(returnToPage(path, paths)).toBe(path)
  })

  it.each([
    '/login', '/login/', '/login?returnTo=/login', '/login#x', '/LOGIN', '/%6Cogin', '/./login', '/a/../login',
    '/api/', '/api/sapcc/auth/login', '/API/x', '/%61pi/x', '/api%2Fx', '/x/../api/y', '/api',
    '/sapcc-routes/auth/login', '/sapcc-routes/auth/callback?code=x',
    '//evil.example', 'https://evil.example', '/%E0%A4%A', 7, undefined,
  ])('is the start page instead of %j', (path) => {
    expect(returnToPage(path, paths)).toBe('/')
  })

  it('is no form of the configured sign-in page for a language or site, where it is not known which one the login came from', () => {
    for (const path of ['/de/login', '/de/login/?returnTo=/de', '/apparel-uk/EN/Login']) expect(returnToPage(path, paths)).toBe('/')
    expect(returnToPage('/de/login', paths, '/')).toBe('/')
    expect(returnToPage('/de/login', { ...paths, loginPage: '' })).toBe('/de/login')
  })

  it('is not the sign-in page that the login came from, either', () => {
    expect(returnToPage('/de/login', paths, '/de/login?x=1')).toBe('/')
    expect(returnToPage('/de/account', paths, '/de/login?x=1')).toBe('/de/account')
    expect(returnToPage('/blog/login', paths, '/de/login')).toBe('/blog/login')
    expect(returnToPage('/login', { ...paths, loginPage: '' })).toBe('/login')
  })
})
