extension ErrorGolden {
    static let part3 = [
        ErrorGolden(
            "a placeholder that nobody knows",
            """
            chat.example.com {
            	redir https://{hots}{uri}
            }

            """,
            """
            Edgefile:2:8: error: there is no placeholder {hots}
                	redir https://{hots}{uri}
                	      ^
              help: did you mean {host}?
            """),
        ErrorGolden(
            "a certificate without its key",
            """
            chat.example.com -> localhost:8080 {
            	tls cert.pem
            }

            """,
            """
            Edgefile:2:6: error: `tls` with one argument takes internal, certbot, acme.sh or an e-mail address
                	tls cert.pem
                	    ^
              help: a certificate needs its key: tls cert.pem key.pem
            """),
        ErrorGolden(
            "a word that tls does not know",
            """
            chat.example.com -> localhost:8080 {
            	tls intrnal
            }

            """,
            """
            Edgefile:2:6: error: `tls` with one argument takes internal, certbot, acme.sh or an e-mail address
                	tls intrnal
                	    ^
              help: did you mean internal?
            """),
        ErrorGolden(
            "a DNS provider of Caddy's",
            """
            *.example.com -> localhost:8080 {
            	tls {
            		dns cloudflare {env.TOKEN}
            	}
            }

            """,
            """
            Edgefile:3:7: error: there is no DNS provider "cloudflare"
                		dns cloudflare {env.TOKEN}
                		    ^
              help: a program of yours makes the records: dns exec /etc/edge/dns-hook
            """),
        ErrorGolden(
            "a balancing policy that nobody knows",
            """
            chat.example.com {
            	reverse_proxy a:80 b:80 {
            		lb_policy least_con
            	}
            }

            """,
            """
            Edgefile:3:13: error: there is no policy "least_con"
                		lb_policy least_con
                		          ^
              help: did you mean least_conn?
            """),
        ErrorGolden(
            "upstreams with and without TLS",
            """
            chat.example.com -> https://a.example.net, http://b.example.net

            """,
            """
            Edgefile:1:44: error: upstreams with and without TLS cannot stand in one group
                chat.example.com -> https://a.example.net, http://b.example.net
                                                           ^
              help: use https:// for all of them or for none
            Edgefile:1:21: note: the first upstream is here
                chat.example.com -> https://a.example.net, http://b.example.net
                                    ^
            """),
        ErrorGolden(
            "a setting given twice",
            """
            {
            	http_port 80
            	http_port 8080
            }
            chat.example.com -> localhost:8080

            """,
            """
            Edgefile:3:2: error: `http_port` stands here twice
                	http_port 8080
                	^
            Edgefile:2:2: note: the first one is here
                	http_port 80
                	^
            """),
        ErrorGolden(
            "too many arguments",
            """
            {
            	grace_period 20s 30s
            }
            chat.example.com -> localhost:8080

            """,
            """
            Edgefile:2:19: error: `grace_period` takes one argument
                	grace_period 20s 30s
                	                 ^
              help: for example: grace_period 20s
            """),
        ErrorGolden(
            "an argument that is missing",
            """
            {
            	grace_period
            }
            chat.example.com -> localhost:8080

            """,
            """
            Edgefile:2:2: error: `grace_period` needs an argument
                	grace_period
                	^
              help: for example: grace_period 20s
            """),
        ErrorGolden(
            "a global block that is not first",
            """
            chat.example.com -> localhost:8080
            {
            	email you@example.com
            }

            """,
            """
            Edgefile:2:1: error: the block without a name must be the first of the file, and the only one
                {
                ^
              help: put all global options into one block at the top
            """),
        ErrorGolden(
            "a directive outside of a site",
            """
            reverse_proxy localhost:8080

            """,
            """
            Edgefile:1:1: error: the directive `reverse_proxy` stands outside of a site
                reverse_proxy localhost:8080
                ^
              help: put it into the block of a site: chat.example.com {
            """),
        ErrorGolden(
            "an import of nothing",
            """
            chat.example.com {
            	import comon
            }
            (common) {
            	respond 200
            }

            """,
            """
            Edgefile:2:9: error: there is no snippet and no file named comon
                	import comon
                	       ^
              help: did you mean the snippet common?
            """),
        ErrorGolden(
            "a file that imports itself",
            """
            import loop.edgefile
            chat.example.com -> localhost:8080

            """,
            """
            loop.edgefile:1:8: error: loop.edgefile imports itself
                import loop.edgefile
                       ^
              help: take one of the imports away
            """),
        ErrorGolden(
            "a file that cannot be read",
            """
            import secret.edgefile
            chat.example.com -> localhost:8080

            """,
            """
            Edgefile:1:8: error: secret.edgefile cannot be read: permission denied
                import secret.edgefile
                       ^
            """),
        ErrorGolden(
            "a fault in an imported file",
            """
            chat.example.com -> localhost:8080 {
            	import bad.edgefile
            }

            """,
            """
            bad.edgefile:1:5: error: `tls` with one argument takes internal, certbot, acme.sh or an e-mail address
                tls intrnal
                    ^
              help: did you mean internal?
            """),
        ErrorGolden(
            "a snippet without its argument",
            """
            (up) {
            	reverse_proxy {args[0]}
            }
            chat.example.com {
            	import up
            }

            """,
            """
            Edgefile:2:16: error: {args[0]} has no value: this import passes 0 arguments
                	reverse_proxy {args[0]}
                	              ^
              help: give the import line one more word
            Edgefile:2:16: error: the address "" names no host
                	reverse_proxy {args[0]}
                	              ^
              help: for example: localhost:8080
            """),
        ErrorGolden(
            "a snippet that contains itself",
            """
            (a) {
            	import a
            }
            chat.example.com {
            	import a
            }

            """,
            """
            Edgefile:2:9: error: a imports itself
                	import a
                	       ^
              help: take one of the imports away
            """),
    ]
}
