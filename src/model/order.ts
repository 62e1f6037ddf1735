/** Ids in their order, with one put at a place, counted from 0; beyond the end is the end. One that is new is added. */
export function putAt(ids: readonly number[], id: number, position: number): number[] {
  const others = ids.filter(each => each !== id)
  return [...others.slice(0, position), id, ...others.slice(position)]
}
