import { Type } from 'typebox'

const closed = { additionalProperties: false } as const

export const HTTPS = '^https://[^\\s]+$'

/** A file the provider already has, or fetches from a public link. */
export const mediaSource = Type.Union([
  Type.Object({ id: Type.String({ minLength: 1, maxLength: 128 }) }, closed),
  Type.Object({ link: Type.String({ pattern: HTTPS, maxLength: 2_048 }) }, closed)
])

export const documentSource = Type.Union([
  Type.Object(
    { id: Type.String({ minLength: 1, maxLength: 128 }), filename: Type.Optional(Type.String({ maxLength: 240 })) },
    closed
  ),
  Type.Object(
    {
      link: Type.String({ pattern: HTTPS, maxLength: 2_048 }),
      filename: Type.Optional(Type.String({ maxLength: 240 }))
    },
    closed
  )
])

export const textHeader = Type.Object(
  { type: Type.Literal('text'), text: Type.String({ minLength: 1, maxLength: 60 }) },
  closed
)

/** Words of up to 60 characters, or a picture, film or document. */
export const header = Type.Union([
  textHeader,
  Type.Object({ type: Type.Literal('image'), image: mediaSource }, closed),
  Type.Object({ type: Type.Literal('video'), video: mediaSource }, closed),
  Type.Object({ type: Type.Literal('document'), document: documentSource }, closed)
])
