export { createBinding, type Binding } from './binding.ts'
export { createActProcedures, ownerOf } from './procedures.ts'
