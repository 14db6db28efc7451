// Package sql carries the migrations, the walls and the roles, embedded here
// because a directive to embed cannot look upward from the backend module.
package sql

import "embed"

// Migrations holds migrations/NNNN_words.sql in goose's format, forward only.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Roles creates the cluster's roles; it runs before the first migration, as the owner.
//
//go:embed roles.sql
var Roles string

// Walls holds the row-level security policies; it runs after every migration, as the owner.
//
//go:embed walls.sql
var Walls string
