import type { House } from '../../actions/scope.ts'
import { unmerged } from '../../actions/survivor.ts'
import { RowReader } from '../row-reader.ts'
import { mergeSuggestionResource } from './merge-suggestions.schema.ts'

/** Contacts that may be the same person as another one; a person decides. */
export class MergeSuggestions extends RowReader {
  constructor(house: House) {
    super(house, mergeSuggestionResource, unmerged)
  }
}
