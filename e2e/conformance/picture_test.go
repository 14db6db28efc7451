package conformance_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
)

// whitePixel is a picture.
func whitePixel() []byte {
	picture := image.NewGray(image.Rect(0, 0, 1, 1))
	picture.SetGray(0, 0, color.Gray{Y: 255})
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}
