package connection

// adjectives and animals make the nicknames that people are known by until they
// choose another: friendly, about nobody, and the same for everybody.
func adjectives() []string {
	return []string{
		"Amber", "Ample", "Azure", "Balmy", "Bold", "Brave", "Breezy", "Bright", "Brisk", "Calm", "Candid", "Clear", "Clever", "Coral", "Cosy", "Crisp",
		"Daring", "Dapper", "Deft", "Eager", "Early", "Earnest", "Easy", "Elder", "Fair", "Fleet", "Fond", "Fresh", "Gentle", "Gilded", "Glad", "Golden",
		"Grand", "Green", "Happy", "Hardy", "Hazel", "Hidden", "Humble", "Indigo", "Ivory", "Jade", "Jolly", "Jovial", "Keen", "Kind", "Lively", "Loyal",
		"Lucid", "Lucky", "Mellow", "Merry", "Mild", "Misty", "Modest", "Mossy", "Neat", "Nimble", "Noble", "Northern", "Olive", "Patient", "Pearly", "Placid",
		"Plucky", "Polite", "Proud", "Quick", "Quiet", "Rapid", "Ready", "Rosy", "Ruby", "Russet", "Sage", "Sandy", "Serene", "Silent", "Silver", "Sleek",
		"Smooth", "Snowy", "Solar", "Steady", "Still", "Sturdy", "Sunny", "Swift", "Tidy", "Tranquil", "True", "Velvet", "Violet", "Warm", "Wise", "Witty",
	}
}

func animals() []string {
	return []string{
		"Badger", "Beaver", "Bee", "Bison", "Bittern", "Bobcat", "Bunting", "Caribou", "Cicada", "Clam", "Condor", "Coot", "Coral", "Crane", "Cricket", "Crow",
		"Curlew", "Deer", "Dingo", "Dolphin", "Dove", "Duck", "Eagle", "Egret", "Eider", "Elk", "Falcon", "Ferret", "Finch", "Firefly", "Fox", "Gannet",
		"Gecko", "Gibbon", "Goose", "Grebe", "Grouse", "Gull", "Hare", "Harrier", "Hawk", "Hedgehog", "Heron", "Hornbill", "Ibex", "Ibis", "Jackdaw", "Jay",
		"Kestrel", "Kingfisher", "Kite", "Kiwi", "Koala", "Lark", "Lemur", "Linnet", "Lizard", "Loon", "Lynx", "Magpie", "Marmot", "Marten", "Merlin", "Mole",
		"Moose", "Moth", "Narwhal", "Newt", "Ocelot", "Oriole", "Osprey", "Otter", "Owl", "Panda", "Pelican", "Petrel", "Pika", "Pintail", "Plover", "Puffin",
		"Quail", "Rabbit", "Raven", "Robin", "Salmon", "Seal", "Shrew", "Sparrow", "Squirrel", "Stork", "Swan", "Swift", "Tern", "Thrush", "Turtle", "Wren",
	}
}
