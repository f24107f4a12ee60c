/** @file That somebody began with folders that are sorted already: when they are read, their names are offered as labels. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

export const useSortedFolders = defineStore('sorted-folders', () => ({
  /** From the choice of the folders until their names are shown. */
  isBegun: ref(false),
}))
