import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { settingsByPath } from '../../src/runtime/server/config/setting'
import { serverSettings } from '../../src/runtime/server/config/settings'
import { sourceFiles } from '../harness/imports.ts'

/** A text of the source: a string, or the fixed parts of a template. */
interface Text {
  file: string
  text: string
  /** The calls and `new` expressions that it is an argument of, innermost first, by name. */
  within: string[]
}

/**
 * Where a text that names a setting may stand: all of these go to the log, are
 * read by the configuration's parser, or are made into an error's `cause`.
 */
const OPERATORS_ONLY = new Set([
  'OperatorNote', 'SapccConfigError', 'problem', 'push', 'warn', 'error',
  // Functions whose text becomes an `OperatorNote`.
  'unexpectedAnswer', 'unexpectedLogin', 'misconfigured', 'configurationError', 'secureUrl', 'notSetUp', 'super',
])

/** Functions that return such texts, constants that are such names, and the page that a developer sees in development. */
const OPERATORS_PLACES = /server\/oauth\/errors\.ts|server\/auth\/sign-in-limit\/unknown-proxy\.ts|server\/config\/|server\/devtools\//

/** Names of settings, as a visitor must never read them. Words that say something else in plain English are left out. */
const SETTINGS = settingsByPath(serverSettings).flatMap(([path]) => path.split('.')).filter(name => /[a-z][A-Z]/.test(name))
const OPTIONS = [...SETTINGS.filter(name => !['userId', 'baseSiteId'].includes(name)), 'allowCrossSite', 'useServerSdk', 'routeRules', 'runtimeConfig']

const texts = sourceFiles('src/runtime').flatMap(textsOf)
const isInErrorMessage = ({ within }: Text) => ['SapccError', 'TokenRefreshUnavailableError', 'parameterError', 'invalidParameter', 'invalidParameters', 'forbiddenParameter', 'missingParameter', 'refused', 'ended', 'invalidTokens', 'httpError', 'createError'].includes(within[0] ?? '')

describe('the texts of errors', () => {
  it('are found', () => {
    expect(texts.filter(({ within: [call] }) => call === 'SapccError').length).toBeGreaterThan(60)
    expect(texts.filter(({ text }) => text.includes('NUXT_')).length).toBeGreaterThan(20)
  })

  it('name no environment variable outside of what goes to the log', () => {
    const found = texts.filter(({ text, within, file }) => /NUXT_[A-Z]/.test(text) && !within.some(name => OPERATORS_ONLY.has(name)) && !OPERATORS_PLACES.test(file))
    // In development the developer is the visitor.
    expect(found.filter(({ text }) => !text.includes('Is NUXT_SAPCC_API_URI right?') && text !== 'NUXT_SAPCC_PUBLIC_URL')).toEqual([])
  })

  it('name no setting, option, address or file', () => {
    const messages = texts.filter(isInErrorMessage)
    expect(messages.length).toBeGreaterThan(80)
    const found = messages.filter(({ text }) => OPTIONS.some(name => new RegExp(`\\b${name}\\b`).test(text)) || /https?:\/\/|nuxt\.config|node_modules|\.ts\b|\/(?:tmp|var|home|opt)\//.test(text))
    expect(found).toEqual([])
  })
})

function textsOf(file: string): Text[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const found: Text[] = []
  const visit = (node: ts.Node, within: string[]): void => {
    if (ts.isStringLiteralLike(node) || node.kind === ts.SyntaxKind.TemplateHead || node.kind === ts.SyntaxKind.TemplateMiddle || node.kind === ts.SyntaxKind.TemplateTail) {
      if (!ts.isImportDeclaration(node.parent)) found.push({ file, text: (node as ts.LiteralLikeNode).text, within })
    }
    const call = ts.isCallExpression(node) || ts.isNewExpression(node) ? nameOf(node.expression) : undefined
    node.forEachChild(child => visit(child, call === undefined ? within : [call, ...within]))
  }
  visit(source, [])
  return found
}

function nameOf(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return expression.text
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text
  return expression.kind === ts.SyntaxKind.SuperKeyword ? 'super' : ''
}
