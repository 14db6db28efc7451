module alias.example/alias/sql

go 1.26.0
