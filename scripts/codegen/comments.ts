/** Reads comments of declarations, for documents that are generated from them. */
import ts from 'typescript'

/** The description of a TSDoc comment, on one line. */
export interface Comment {
  text: string
  /** Its first paragraph. */
  summary: string
  /** The text behind `@default`. */
  whenEmpty?: string
}

/** The members of an interface in their order, with their comments and the source text of their types. */
export function interfaceMembers(source: string, name: string): { name: string, type: string, text: string | undefined, summary: string | undefined }[] {
  const file = parse(source)
  const found = file.statements.find((statement): statement is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(statement) && statement.name.text === name)
  if (!found) throw new Error(`There is no interface ${name}`)
  return found.members.filter(ts.isPropertySignature).map((member) => {
    const { text, summary } = commentOf(member) ?? {}
    return { name: member.name.getText(file), type: member.type?.getText(file) ?? '', text, summary }
  })
}

/** The comments of an object's properties, by path such as `api.uri`. @param name of the constant. */
export function objectComments(source: string, name: string): Map<string, Comment> {
  const file = parse(source)
  const comments = new Map<string, Comment>()
  const visit = (object: ts.ObjectLiteralExpression, group: string) => {
    for (const property of object.properties.filter(ts.isPropertyAssignment)) {
      const path = `${group}${property.name.getText(file)}`
      const comment = commentOf(property)
      if (comment) comments.set(path, comment)
      if (ts.isObjectLiteralExpression(property.initializer)) visit(property.initializer, `${path}.`)
    }
  }
  for (const statement of file.statements.filter(ts.isVariableStatement)) {
    for (const declaration of statement.declarationList.declarations) {
      if (declaration.name.getText(file) === name && declaration.initializer && ts.isObjectLiteralExpression(declaration.initializer)) visit(declaration.initializer, '')
    }
  }
  return comments
}

/** Text of a file as a syntax tree. */
export function parse(source: string): ts.SourceFile {
  return ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true)
}

/** The comment of a declaration. */
export function commentOf(node: ts.Node): Comment | undefined {
  const comment = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)
  if (!comment) return undefined
  const onOneLine = (text: string) => text.replace(/\s+/g, ' ').trim()
  const text = ts.getTextOfJSDocComment(comment.comment) ?? ''
  const whenEmpty = comment.tags?.find(tag => tag.tagName.text === 'default')
  return {
    text: onOneLine(text),
    summary: onOneLine(text.split(/\n\s*\n/, 1)[0]!),
    ...(whenEmpty ? { whenEmpty: onOneLine(ts.getTextOfJSDocComment(whenEmpty.comment) ?? '') } : {}),
  }
}
