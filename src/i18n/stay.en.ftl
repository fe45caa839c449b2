# What helps somebody who is stuck, comes back, or goes elsewhere. Keys begin with the place they are shown in.

stay-back = Back

elsewhere-title = Continue elsewhere
elsewhere-lead = With a resume code, another browser opens your progress and your sandbox as they are.
elsewhere-nobody = This browser has not opened a lab yet, so there is nothing to continue.
elsewhere-show = Show a resume code
elsewhere-replaces = The code is made now and takes the place of any you had before.
elsewhere-code = Your resume code
elsewhere-once = Note it now: the server keeps only its fingerprint and can’t show it again.
elsewhere-whoever = Whoever has the code can work as you.
elsewhere-link = Link with the code
elsewhere-copy = Copy the link
elsewhere-copied = Copied
elsewhere-enter = I have a code

leave-title = Leave this browser
leave-what = This browser forgets you. Your progress and your sandbox stay on the server, and only a resume code leads back to them.
leave-first = Show a resume code first
leave-do = Leave now

resume-known = This browser already has progress of its own. The code replaces it here.
resume-known-way = Note its code first
resume-noscript = A link can’t fill in the code while scripts are off: type it here.
