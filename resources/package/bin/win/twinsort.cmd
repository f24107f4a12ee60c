@echo off
rem The command line of the installed Twinsort: the application itself carries out the words, without a window. No words: the window.
if not "%~1"=="" goto command
start "" "%~dp0..\Twinsort.exe"
exit /b 0
:command
"%~dp0..\Twinsort.exe" --command %*
