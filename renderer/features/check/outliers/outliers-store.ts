/** @file Photos that are unlike everything else, as the engine found them. */
import { defineStore } from 'pinia'
import { engineTask } from '../../../stores/engine-task.ts'

export const useOutliers = defineStore('outliers', () => {
  const task = engineTask('outliers')
  return { ...task, look: () => task.run({}) }
})
