// @ts-check
import { createConfigForNuxt } from '@nuxt/eslint-config/flat'
import { boundaries } from './eslint.boundaries.js'

export default createConfigForNuxt({
  features: {
    tooling: true,
    stylistic: true,
  },
  dirs: {
    src: ['./playground', './test/fixtures/*', './test/fixtures/*/app', './bench/app', './bench/app/app', './test/runtimes/shop', './test/runtimes/shop/app', './examples/*/app'],
  },
})
  .append(
    {
      name: 'sapcc/comments',
      rules: {
        // A comment documents the parameters that a name and a type do not explain, and no others.
        'jsdoc/check-param-names': 'off',
        'jsdoc/empty-tags': 'off',
      },
    },
    {
      name: 'sapcc/examples',
      files: ['examples/**/*.vue'],
      rules: {
        // They are read as text, in the documentation: one line for a field.
        'vue/max-attributes-per-line': 'off',
        'vue/singleline-html-element-content-newline': 'off',
        'vue/multiline-html-element-content-newline': 'off',
        'vue/html-self-closing': 'off',
      },
    },
    {
      name: 'sapcc/source',
      files: ['src/**/*.ts', 'src/**/*.vue'],
      rules: {
        '@typescript-eslint/no-explicit-any': 'error',
        // What the module has to say goes through consola, where an application can silence or redirect it.
        'no-console': 'error',
      },
    },
    {
      name: 'sapcc/short-lived',
      files: ['src/runtime/server/**/*.ts'],
      // Once per process, or in the browser.
      ignores: ['src/runtime/server/platform/*/plugin.ts', 'src/runtime/server/platform/nitro2/{fast-path,error-pages,visitor-requests}.ts', 'src/runtime/server/devtools/**'],
      rules: {
        'no-restricted-syntax': ['error', {
          selector: 'AssignmentExpression[left.type="MemberExpression"]:matches([right.type="ArrowFunctionExpression"], [right.type="FunctionExpression"])',
          message: 'V8 allocates a function that is assigned to a property as long-lived; it keeps the request in memory until the next major collection. Let a function make it, or use an object literal. See docs/performance.md.',
        }],
      },
    },
    {
      name: 'sapcc/promises',
      files: ['src/**/*.ts', 'test/**/*.ts', 'scripts/**/*.ts', 'packages/**/*.ts'],
      // Applications with a tsconfig of their own, some of them without what it extends.
      ignores: ['test/fixtures/**', 'test/runtimes/shop/**', 'test/runtimes/nuxt3/**', 'test/runtimes/nuxt4/**', 'test/runtimes/nuxt5/**'],
      languageOptions: {
        parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
      },
      rules: {
        '@typescript-eslint/no-floating-promises': 'error',
        '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false, arguments: false } }],
      },
    },
    ...boundaries,
  )
  .prepend({
    ignores: ['**/dist', '**/.nuxt', '**/.output', '**/.cache', '**/.data', '**/coverage', 'site/.vitepress/cache'],
  })
