import type { Conversation } from './wire.ts'

/** What a field is compared with: a value, or operators. */
export type Condition<Value> =
  | Value
  | {
      readonly $ne?: Value
      readonly $in?: readonly Value[]
      readonly $nin?: readonly Value[]
      readonly $lt?: Value
      readonly $lte?: Value
      readonly $gt?: Value
      readonly $gte?: Value
    }

/** Conditions that must all hold. */
export type Filter<Row> = { readonly [Name in keyof Row]?: Condition<Row[Name]> } & {
  readonly $or?: readonly Filter<Row>[]
  readonly $and?: readonly Filter<Row>[]
}

export type Sort<Row> = { readonly [Name in keyof Row]?: 1 | -1 }

/** What a list is asked. `$limit` is 25 unless said, and never more than 50. */
export type Query<Row> = Filter<Row> & {
  readonly $limit?: number
  readonly $skip?: number
  readonly $sort?: Sort<Row>
  readonly $select?: readonly (keyof Row & string)[]
  readonly $cursor?: string
}

/** What conversations can be asked beside their own fields. Only the server can tell which these are. */
export type ConversationQuery = Query<Conversation> & {
  /** Any part of a name, company, e-mail, number or address. */
  readonly searchTerm?: string
  /** Three letters and more of what was said, ever. */
  readonly messageSearchTerm?: string
  readonly tag_id?: number
  readonly waitingResponseOnly?: boolean
  readonly snoozed?: boolean
}
