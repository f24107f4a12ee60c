; "Open with Twinsort" in the menu of a folder, for whom the app is installed: SHCTX is the person, or all of the machine.
!macro customInstall
  StrCpy $R9 "Open with Twinsort"
  ${if} $LANGUAGE == 1031
    StrCpy $R9 "Mit Twinsort öffnen"
  ${elseif} $LANGUAGE == 2052
    StrCpy $R9 "用 Twinsort 打开"
  ${endif}
  WriteRegStr SHCTX "Software\Classes\Directory\shell\Twinsort" "" "$R9"
  WriteRegStr SHCTX "Software\Classes\Directory\shell\Twinsort" "Icon" "$appExe,0"
  WriteRegStr SHCTX "Software\Classes\Directory\shell\Twinsort\command" "" '"$appExe" "%1"'
!macroend

!macro customUnInstall
  DeleteRegKey SHCTX "Software\Classes\Directory\shell\Twinsort"
!macroend
