/** What a create answers when nothing had to be made: over HTTP it is a 200, and no 201. */
export class AlreadyThere {
  readonly row: object

  constructor(row: object) {
    this.row = row
  }
}
