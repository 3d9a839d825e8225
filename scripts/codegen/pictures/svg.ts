/** What all pictures of the documentation share: light or dark as the reader's system is, with a background of their own. */
const STYLE = `
    text { font: 14px system-ui, sans-serif; fill: #1f2328 }
    .background { fill: #ffffff; stroke: #d0d7de }
    .title { font-weight: 600 }
    .small { font-size: 12.5px; fill: #59636e }
    .box { fill: #f6f8fa; stroke: #d0d7de }
    .ours { fill: #e3f6ee; stroke: #00855a }
    .bad { fill: #fff1f0; stroke: #cf222e }
    .line { stroke: #59636e; fill: none }
    .life { stroke: #d0d7de; stroke-dasharray: 4 4 }
    .head { fill: #59636e }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .background { fill: #161b22; stroke: #30363d }
      .small { fill: #9198a1 }
      .box { fill: #0d1117; stroke: #3d444d }
      .ours { fill: #06281d; stroke: #2fbf8f }
      .bad { fill: #2d1215; stroke: #f85149 }
      .line { stroke: #9198a1 }
      .life { stroke: #3d444d }
      .head { fill: #9198a1 }
    }`

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** A whole picture. @param title is read to those who do not see it. @param style what it needs beside the style of all of them. */
export function picture(title: string, width: number, height: number, parts: readonly string[], style = ''): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
  <title id="title">${escape(title)}</title>
  <style>${STYLE}${style}
  </style>
  <rect class="background" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${parts.map(part => `  ${part}`).join('\n')}
</svg>
`
}

/** A line of text. @param anchor which end of it lies at `x`. */
export function text(x: number, y: number, content: string, style = '', anchor: 'start' | 'middle' | 'end' = 'start'): string {
  return `<text x="${x}" y="${y}"${style ? ` class="${style}"` : ''}${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}>${escape(content)}</text>`
}

/** How wide a line of small text is, about: fonts differ. */
export function widthOf(content: string): number {
  return content.length * 6.8
}

/** Lines of small text that are no wider than this. */
export function wrap(content: string, width: number): string[] {
  const lines = ['']
  for (const word of content.split(' ')) {
    const line = lines.at(-1)!
    if (line !== '' && widthOf(`${line} ${word}`) > width) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines
}

/** A box with lines of text, the first one as its title. */
export function box(x: number, y: number, width: number, height: number, lines: readonly string[], style: 'box' | 'ours' | 'bad' = 'box'): string {
  const first = y + height / 2 - (lines.length - 1) * 9 + 5
  return [
    `<rect class="${style}" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`,
    ...lines.map((line, index) => text(x + width / 2, first + index * 18, line, index === 0 ? 'title' : 'small', 'middle')),
  ].join('\n  ')
}

/** An arrow along a straight line. */
export function arrow(fromX: number, fromY: number, toX: number, toY: number, isDashed = false): string {
  const angle = Math.atan2(toY - fromY, toX - fromX)
  const at = (turn: number) => `${round(toX - 9 * Math.cos(angle + turn))},${round(toY - 9 * Math.sin(angle + turn))}`
  return `<path class="line" d="M${fromX} ${fromY}L${toX} ${toY}"${isDashed ? ' stroke-dasharray="5 4"' : ''}/><path class="head" d="M${toX},${toY} ${at(0.4)} ${at(-0.4)}z"/>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
