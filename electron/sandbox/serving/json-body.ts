import type { Context } from 'hono'
import type { z } from 'zod'

/**
 * Whether a request is JSON, which a page of another origin can't send without a preflight request; the sandbox answers
 * none.
 */
export const isJson = (context: Context) => context.req.header('content-type') === 'application/json'

/** Reads a JSON body in the given form; undefined where it isn't. */
export async function readJson<T extends z.ZodType>(context: Context, schema: T): Promise<z.output<T> | undefined> {
  if (!isJson(context)) return undefined
  return schema.safeParse(await context.req.json().catch(() => undefined)).data
}
