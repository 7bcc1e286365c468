/** A name and its value, on a line of a list. */
export interface Fact {
  name: string
  value: string
  /** Whether part of the value is hidden. */
  masked?: boolean
  /** The value's language where it differs from the page's. */
  lang?: string | undefined
}

/** What a person can do next, and how. `other`: an alternative to the steps, shown with an icon, not a number. */
export interface NextStep {
  do: string
  how: string
  other?: boolean
}
