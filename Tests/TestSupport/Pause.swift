import Glibc

/// A moment between two looks at what another thread does.
package enum Pause {
    package static func short() { usleep(2000) }
}
