/** @file What a component is to tools that do not read .vue files (the linter); vue-tsc knows the real types. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue'

  const component: DefineComponent
  export default component
}
