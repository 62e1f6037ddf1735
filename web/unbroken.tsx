import { Component, type ReactNode } from 'react'
import classes from './desk.module.css'
import { words } from './words/english.ts'

interface State {
  readonly isBroken: boolean
}

/** Where drawing fails, it says so and offers a new start, instead of an empty page. */
export class Unbroken extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { isBroken: false }

  static getDerivedStateFromError(): State {
    return { isBroken: true }
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children
    return (
      <div className={classes.nothing} role="alert">
        <p className={classes.pick}>{words.trouble.broken}</p>
        <button type="button" className={classes.reload} onClick={() => location.reload()}>
          {words.trouble.reload}
        </button>
      </div>
    )
  }
}
