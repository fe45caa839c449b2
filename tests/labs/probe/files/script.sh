echo nothing to do yet
