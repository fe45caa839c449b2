# The learner's shell.
export EDITOR=${EDITOR:-nano} PAGER=less LESS=-R LANG=C.UTF-8
HISTCONTROL=ignoredups HISTSIZE=5000 HISTFILESIZE=5000
shopt -s histappend checkwinsize
case $- in *i*) ;; *) return ;; esac
PS1='\[\e[32m\]\w\[\e[0m\] \$ '
[ -r /usr/share/bash-completion/bash_completion ] && . /usr/share/bash-completion/bash_completion
[ -r /etc/bash_completion.d/kubectl ] && . /etc/bash_completion.d/kubectl
alias k=kubectl ll='ls -l' ls='ls --color=auto' grep='grep --color=auto'
complete -o default -F __start_kubectl k 2>/dev/null
