import { cpSync } from 'node:fs'
import { defineConfig } from 'vitepress'
import { documents, readIndex } from '../../scripts/lib/documentation.ts'
import { REPOSITORY, repositoryLinks } from './repository-links.ts'

const { groups } = readIndex()

export default defineConfig({
  title: 'nuxt-sapcc',
  description: 'Sessions that never get lost: an authentication-aware SDK layer between Nuxt and SAP Commerce Cloud.',
  // The pages are Markdown that is read in the repository and in the package as well; nothing of the site lies among them.
  srcDir: '../docs',
  // At a path of a host, e.g. GitHub Pages: `SITE_BASE=/nuxt-sapcc/`.
  base: process.env.SITE_BASE ?? '/',
  lang: 'en',
  cleanUrls: true,
  lastUpdated: false,
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Start', link: '/getting-started' },
      { text: 'A shop', link: '/shop' },
      { text: 'Settings', link: '/settings' },
      { text: 'Reference', link: '/reference' },
    ],
    // The reading order of docs/index.md, which is the only place that has it.
    sidebar: groups.map(({ title, pages }) => ({ text: title, items: pages.map(({ title, file }) => ({ text: title, link: `/${file.replace(/\.md$/, '')}` })) })),
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
    editLink: { pattern: `${REPOSITORY}/edit/main/docs/:path`, text: 'Edit this page' },
  },
  markdown: { config: repositoryLinks },
  // For readers that are programs: llms.txt, the pages that it names as they are written, and the files to which these link.
  buildEnd: ({ outDir }) => cpSync(documents, outDir, { recursive: true }),
})
