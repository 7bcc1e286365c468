/** `Fields` whose values may be undefined, as fields that may be absent instead. */
export type Defined<Fields> = {
  [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name]
} & {
  [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<Fields[Name], undefined>
}

/**
 * `fields` without those that are undefined, in their order. Types, schemas and readers of JSON tell an absent field from
 * one that is undefined.
 */
export function defined<Fields extends object>(fields: Fields): Defined<Fields>
/** The implementation of the overload above: it works on any record of fields, and callers see only the overload. */
export function defined(fields: Readonly<Record<string, unknown>>): object {
  const kept: Record<string, unknown> = {}
  for (const name of Object.keys(fields)) if (fields[name] !== undefined) kept[name] = fields[name]
  return kept
}
