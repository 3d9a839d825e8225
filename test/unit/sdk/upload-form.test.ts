import { describe, expect, it } from 'vitest'
import { uploadForm } from '../../../src/runtime/sdk/transport/upload-form'

const file = new File(['content'], 'a.txt', { type: 'text/plain' })

/** Fields by their names; files by theirs. */
function fieldsOf(form: FormData | undefined): [string, string][] {
  return [...form ?? []].map(([name, value]) => [name, typeof value === 'string' ? value : `file ${value.name}`])
}

describe('uploadForm', () => {
  it.each([
    ['no arguments', []],
    ['plain ones', [{ ticketId: '1', lines: [1, 2], body: { deep: file.name } }]],
    ['something else', ['text', file]],
    ['null', [null]],
    ['fields without a file', [{ formData: { comment: 'text' } }]],
  ])('leaves JSON alone: %s', (_, args) => {
    expect(uploadForm(args)).toBeUndefined()
  })

  it('takes files out of the arguments', () => {
    const args = [{ ticketId: '1', ticketEventAttachment: file }, 'second']
    expect(fieldsOf(uploadForm(args))).toEqual([['args', '[{"ticketId":"1"},"second"]'], ['ticketEventAttachment', 'file a.txt']])
    expect(args[0]).toEqual({ ticketId: '1', ticketEventAttachment: file })
  })

  it('takes the fields of `formData`', () => {
    const formData = { files: [file, new File([''], 'b.txt')], comment: 'text', none: undefined, count: 2 }
    expect(fieldsOf(uploadForm([{ ticketId: '1', formData }]))).toEqual([
      ['args', '[{"ticketId":"1"}]'], ['files', 'file a.txt'], ['files', 'file b.txt'], ['comment', 'text'], ['count', '2'],
    ])
  })

  it('takes a form as it is, also without a file', () => {
    const formData = new FormData()
    formData.append('comment', 'text')
    expect(fieldsOf(uploadForm([{ formData }]))).toEqual([['args', '[{}]'], ['comment', 'text']])
  })
})
