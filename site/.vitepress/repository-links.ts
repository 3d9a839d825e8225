import type { MarkdownRenderer } from 'vitepress'

export const REPOSITORY = 'https://github.com/nuxt-sapcc/nuxt-sapcc'

/** Leads links from a page to a file outside of `docs`, such as a test, to the repository. */
export function repositoryLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('repository-links', ({ tokens }) => {
    for (const { children } of tokens) {
      for (const token of children ?? []) {
        const target = token.type === 'link_open' ? token.attrGet('href') : null
        if (target?.startsWith('../')) token.attrSet('href', `${REPOSITORY}/blob/main/${target.slice(3)}`)
      }
    }
  })
}
