/** Reads the fields of declared types and the members of declared unions, with their comments, for documents that are generated from them. */
import ts from 'typescript'
import { commentOf, parse } from './comments.ts'

/** A field of an object. */
export interface Field {
  name: string
  /** Its type, if that is made of literals: their values, e.g. `['hit', 'stale']`. */
  values: readonly string[]
  text: string | undefined
}

/** A member of a union. */
export interface UnionMember {
  /** Its value, if it is a literal. */
  value: string | undefined
  /** Its fields, if it is an object. */
  fields: readonly Field[]
  text: string | undefined
}

/** The fields of a type, such as `AssistedContext & { reason: string }`; of a union those that all of its members have. @param type source text. */
export function typeFields(source: string, type: string): Field[] {
  const file = parse(`${source}\ntype TypeToRead = ${type}`)
  return fieldsOf(file, declarationOf(file, 'TypeToRead'))
}

/** The members of a union in their order. The comment of each stands in front of it. */
export function unionMembers(source: string, name: string): UnionMember[] {
  const file = parse(source)
  const declaration = declarationOf(file, name)
  if (!ts.isTypeAliasDeclaration(declaration) || !ts.isUnionTypeNode(declaration.type)) throw new Error(`${name} is no union`)
  let end = declaration.name.end
  return declaration.type.types.map((member) => {
    const comment = /\/\*\*([\s\S]*?)\*\//.exec(source.slice(end, member.getStart(file)))?.[1]
    end = member.end
    return {
      value: valuesOf(member)[0],
      fields: ts.isLiteralTypeNode(member) ? [] : fieldsOf(file, member),
      text: comment?.replace(/^\s*\*/gm, '').replace(/\s+/g, ' ').trim(),
    }
  })
}

function declarationOf(file: ts.SourceFile, name: string): ts.InterfaceDeclaration | ts.TypeAliasDeclaration {
  const found = file.statements.find((statement): statement is ts.InterfaceDeclaration | ts.TypeAliasDeclaration => (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) && statement.name.text === name)
  if (!found) throw new Error(`There is no type ${name}`)
  return found
}

function fieldsOf(file: ts.SourceFile, node: ts.Node): Field[] {
  if (ts.isTypeAliasDeclaration(node)) return fieldsOf(file, node.type)
  if (ts.isParenthesizedTypeNode(node)) return fieldsOf(file, node.type)
  if (ts.isTypeReferenceNode(node)) return fieldsOf(file, declarationOf(file, node.typeName.getText(file)))
  if (ts.isIntersectionTypeNode(node)) return node.types.flatMap(type => fieldsOf(file, type))
  if (ts.isUnionTypeNode(node)) {
    const [first = [], ...others] = node.types.map(type => fieldsOf(file, type))
    return first.filter(({ name }) => others.every(fields => fields.some(field => field.name === name)))
  }
  if (ts.isInterfaceDeclaration(node)) {
    const inherited = (node.heritageClauses ?? []).flatMap(({ types }) => types.flatMap(({ expression }) => fieldsOf(file, declarationOf(file, expression.getText(file)))))
    return [...inherited, ...ownFields(file, node.members)]
  }
  if (ts.isTypeLiteralNode(node)) return ownFields(file, node.members)
  throw new Error(`The fields of ${node.getText(file)} cannot be read`)
}

function ownFields(file: ts.SourceFile, members: ts.NodeArray<ts.TypeElement>): Field[] {
  return members.filter(ts.isPropertySignature).map(member => ({
    name: member.name.getText(file),
    values: member.type ? valuesOf(member.type) : [],
    text: commentOf(member)?.text,
  }))
}

function valuesOf(type: ts.TypeNode): string[] {
  const types = ts.isUnionTypeNode(type) ? [...type.types] : [type]
  return types.flatMap(part => ts.isLiteralTypeNode(part) && ts.isStringLiteral(part.literal) ? [part.literal.text] : [])
}
