/** A name and its value, on a line of a list. */
export interface Fact {
  name: string
  value: string
  /** Part of the value is hidden. */
  masked?: boolean
  /** The language of the value where it isn't the page's. */
  lang?: string | undefined
}

/** A step to take next. `other`: not a step but another way. */
export interface NextStep {
  do: string
  how: string
  other?: boolean
}
